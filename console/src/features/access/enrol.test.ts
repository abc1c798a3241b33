import { expect, it } from 'vitest';

import { grouped } from './EnrolSteps';

it('a secret is shown in groups of four, however it came', () => {
  expect(grouped('JBSWY3DPEHPK3PXP')).toBe('JBSW Y3DP EHPK 3PXP');
  expect(grouped('JBSW Y3DPE')).toBe('JBSW Y3DP E');
});
