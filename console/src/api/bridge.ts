/** A question to an endpoint whose types are not generated yet; goes away with the last of them. */
import { CSRF_HEADER, problemOf } from './client';
import { ProblemError, unreachable } from './problem';

export async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { ...(method === 'GET' ? {} : CSRF_HEADER), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new ProblemError(unreachable);
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
