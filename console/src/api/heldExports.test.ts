import { beforeEach, describe, expect, it } from 'vitest';

import { heldExport, heldIn, holdExport } from './heldExports';
import { ProblemError, toProblem } from './problem';

beforeEach(() => localStorage.clear());

const refusal = (code: string, message: string) =>
  new ProblemError(toProblem(403, { code, title: '', detail: '', errors: [{ field: 'approval', rule: code, message }] }, null));

describe('an export that is held', () => {
  it('is known by the last word of the refusal', () => {
    expect(heldIn(refusal('approval_required', 'more than 10000 rows need an approval, held as 0199-ab'))).toBe('0199-ab');
  });

  it('is not any other refusal', () => {
    expect(heldIn(refusal('forbidden', 'held as 0199-ab'))).toBeUndefined();
    expect(heldIn(new Error('network'))).toBeUndefined();
  });

  it('is fetched from where it was asked for, with its approval', () => {
    holdExport('0199-ab', '/api/counts/export?region=140900&format=csv');
    expect(heldExport('0199-ab')).toBe('/api/counts/export?region=140900&format=csv&approval=0199-ab');
    expect(heldExport('unknown')).toBeUndefined();
  });

  it('is forgotten after many others', () => {
    holdExport('first', '/api/audit/export?format=csv');
    for (let index = 0; index < 60; index += 1) holdExport(`later-${index}`, '/api/audit/export?format=csv');
    expect(heldExport('first')).toBeUndefined();
    expect(heldExport('later-59')).toBeDefined();
  });

  it('survives a storage that holds nonsense', () => {
    localStorage.setItem('yufang.held-exports', '{"broken');
    expect(heldExport('x')).toBeUndefined();
  });
});
