import { useTranslation } from 'react-i18next';

import type { Person, PersonAddress } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';

/** A person's birth and addresses in words. */
export function usePersonWords() {
  const { t } = useTranslation('people');
  const format = useFormat();
  const { pick } = useBilingual();

  const birth = ({ birth: { date, precision }, birth_year }: Person): string => {
    if (!date || precision === 'unknown') return birth_year ? t('born_in', { year: birth_year }) : '–';
    if (precision === 'year') return t('born_in', { year: date.slice(0, 4) });
    return precision === 'month' ? format.period(`${date.slice(0, 7)}-01`, 'month') : format.day(date);
  };

  const address = (value: PersonAddress | null | undefined): string => {
    if (!value) return '–';
    const grid = value.grid ? t('grid', { grid: value.grid }) : '';
    return [pick(value.region_name_zh, value.region_name_en), grid, value.detail].filter(Boolean).join(' · ');
  };

  return { birth, address };
}
