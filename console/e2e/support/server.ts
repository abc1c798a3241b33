/** Where the server under test is, and its API as a test uses it beside the browser. */
import type { components } from '../../src/api/schema';

type Schemas = components['schemas'];

export const SERVER = (process.env.YUFANG_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');

/** The demonstration accounts all have this password. */
export const PASSWORD = 'Yufang-demo-2026';

export type Account =
  | 'xinzhou'
  | 'liaocheng'
  | 'county'
  | 'township'
  | 'hospital'
  | 'commander'
  | 'shanxi'
  | 'shandong'
  | 'data'
  | 'viewer'
  | 'system'
  | 'security'
  | 'audit';

/** What must come with every request that changes something. */
export const CSRF = { 'X-Yufang': '1' } as const;

/** A signed-in client of the API. */
export class Client {
  private constructor(private readonly cookie: string) {}

  static async signIn(account: string, password: string = PASSWORD): Promise<Client> {
    const answer = await fetch(`${SERVER}/api/session`, {
      method: 'POST',
      headers: { ...CSRF, 'content-type': 'application/json' },
      body: JSON.stringify({ username: account, password }),
    });
    if (!answer.ok) throw new Error(`${account} cannot sign in: ${answer.status} ${await answer.text()}`);
    return new Client(answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '));
  }

  async get<T>(path: string, query: Record<string, string | number> = {}): Promise<T> {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    return this.read<T>(await fetch(`${SERVER}${path}?${search}`, { headers: { cookie: this.cookie } }));
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const headers = { ...CSRF, cookie: this.cookie, 'content-type': 'application/json' };
    return this.read<T>(await fetch(`${SERVER}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  async upload(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<Schemas['ImportView']> {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    return this.read(await fetch(`${SERVER}/api/imports`, { method: 'POST', headers: { ...CSRF, cookie: this.cookie }, body: form }));
  }

  private async read<T>(answer: Response): Promise<T> {
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
