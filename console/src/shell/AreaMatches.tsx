import { useQuery, keepPreviousData } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

import { api, dataOf } from '~/api/client';
import { useBilingual } from '~/i18n/language';

import styles from './shell.module.css';
import { Empty } from './states/Empty';
import { Loaded } from './states/Loaded';
import { useListKeys } from './useListKeys';

interface Props {
  asked: string;
  input: ReactElement;
  onChoose: (area: string) => void;
}

/** Areas whose name, code or pinyin fits what was typed. */
export function AreaMatches({ asked, input, onChoose }: Props) {
  const { t } = useTranslation('shell');
  const { name } = useBilingual();
  const matches = useQuery({
    queryKey: ['regions', 'matches', asked],
    queryFn: () => dataOf(api.GET('/api/regions', { params: { query: { q: asked, limit: 30 } } })),
    placeholderData: keepPreviousData,
  });
  const items = matches.data?.items ?? [];
  const { active, setActive, onKeyDown } = useListKeys(items.length, (index) => {
    const item = items[index];
    if (item) onChoose(item.code);
  });

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys of the field inside move through the list
    <div onKeyDown={onKeyDown}>
      {input}
      <Loaded query={matches}>
        {({ items: found }) =>
          found.length === 0 ? (
            <Empty title={t('area.none', { asked })} hint={t('area.none_hint')} />
          ) : (
            <ul className={styles.matches} role="listbox" tabIndex={0} aria-label={t('area.matches')}>
              {found.map((region, index) => (
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled by the field
                <li
                  key={region.code}
                  role="option"
                  aria-selected={index === active}
                  className={styles.match}
                  onMouseEnter={() => setActive(index)}
                  onClick={() => onChoose(region.code)}
                >
                  <span>{name(region)}</span>
                  <span className={styles.matchDetail}>
                    {t(`level.${region.level}`)} · {region.code}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}
