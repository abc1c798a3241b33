import type { components } from './schema';

export type Problem = components['schemas']['Problem'];

/** A refusal of the API (RFC 9457), or the network's failure to reach it (`status` 0). */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Makes a `Problem` of whatever a failed response carried; proxies answer with HTML. */
export function toProblem(status: number, body: unknown, requestId: string | null): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) {
    return { request_id: requestId, ...(body as Problem), status };
  }
  return { type: 'about:blank', title: '', detail: '', status, code: 'unexpected', request_id: requestId };
}

export const unreachable: Problem = { type: 'about:blank', title: '', detail: '', status: 0, code: 'unreachable' };

/** True when asking again may help: the server was away, busy or broken. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status === 429 || error.status >= 500);
}
