import { describe, expect, it } from 'vitest';

import { filterOf, readAsk } from './useAuditFilter';
import { codesOf } from './useAuditWords';

describe('the filter of the audit trail', () => {
  it('asks for whole days of the country, the last one included', () => {
    expect(filterOf({ since: '2026-11-01', until: '2026-11-30' })).toEqual({
      from: '2026-11-01T00:00:00+08:00',
      to: '2026-12-01T00:00:00+08:00',
    });
  });

  it('leaves out days that are none', () => {
    expect(filterOf({ since: '2026-02-30', until: 'tomorrow', action: 'counts.exported' })).toEqual({ action: 'counts.exported' });
  });

  it('is read from the address without what other pages keep there', () => {
    const search = new URLSearchParams('area=140900&from=2020-01-01&account=abc&purpose=&since=2026-11-01');
    expect(readAsk(search)).toEqual({ account: 'abc', since: '2026-11-01' });
  });
});

describe('the codes of the trail', () => {
  it('are the dotted names of their texts', () => {
    expect(codesOf({ session: { signed_in: 'a', locked_out: 'b' }, pack: { changed: 'c' } })).toEqual([
      'session.signed_in',
      'session.locked_out',
      'pack.changed',
    ]);
  });
});
