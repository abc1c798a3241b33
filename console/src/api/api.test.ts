import { describe, expect, it } from 'vitest';

import { fileNameOf, queryString } from './download';
import { ProblemError, isPassing, toProblem, unreachable } from './problem';

describe('problems', () => {
  it('keep what the server says', () => {
    const body = { type: '/problems/forbidden', title: 'Forbidden', status: 403, code: 'forbidden', detail: 'not your area' };
    expect(toProblem(403, body, 'id-1')).toEqual({ ...body, request_id: 'id-1' });
  });

  it('are made of answers that are none', () => {
    expect(toProblem(502, '<html>', null)).toMatchObject({ status: 502, code: 'unexpected' });
    expect(toProblem(500, null, 'id-2')).toMatchObject({ request_id: 'id-2' });
  });

  it('are worth another try only when they pass by themselves', () => {
    expect(isPassing(new ProblemError(unreachable))).toBe(true);
    expect(isPassing(new ProblemError(toProblem(503, null, null)))).toBe(true);
    expect(isPassing(new ProblemError(toProblem(403, null, null)))).toBe(false);
    expect(isPassing(new Error('ours'))).toBe(false);
  });
});

describe('downloads', () => {
  it('take the name the server gives, in UTF-8 where it can', () => {
    expect(fileNameOf('attachment; filename="counts.csv"')).toBe('counts.csv');
    expect(fileNameOf("attachment; filename=\"x.csv\"; filename*=UTF-8''%E5%BF%BB.csv")).toBe(decodeURIComponent('%E5%BF%BB.csv'));
    expect(fileNameOf(null)).toBeNull();
  });

  it('ask only with parameters that have a value', () => {
    expect(queryString({ region: '140900', detector: undefined, stream: '' })).toBe('region=140900');
  });
});
