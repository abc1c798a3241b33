/** Accounts that one test makes for itself: their limits and registers are nobody else's. */
import type { components } from '../../src/api/schema';

import { Client } from './server';

type Schemas = components['schemas'];

const fresh = () => `e2e-${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;

export interface Newcomer {
  id: string;
  username: string;
  password: string;
}

/** An account; with a post, one that has changed its first password and may begin. */
export async function newcomer(post?: Schemas['NewPost']): Promise<Newcomer> {
  const username = fresh();
  const first = 'given by the administrator';
  const system = await Client.signIn('system');
  const { id } = await system.post<Schemas['AccountMade']>('/api/accounts', {
    username,
    display_name_zh: `新同事${username.slice(-4)}`,
    display_name_en: 'New colleague',
    password: first,
  });
  if (!post) return { id, username, password: first };
  const password = 'chosen by whoever works here 7';
  const own = await Client.signIn(username, first);
  await own.post('/api/session/password', { current: first, new: password });
  await (await Client.signIn('security')).post(`/api/accounts/${id}/posts`, post);
  return { id, username, password };
}
