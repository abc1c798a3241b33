import { AlertOutlined, BankOutlined, DatabaseOutlined, EnvironmentOutlined, FileOutlined } from '@ant-design/icons';
import { type ComponentType, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { SearchHit } from '~/api/types';
import { useBilingual } from '~/i18n/language';

import styles from './search.module.css';

const ICONS: Record<SearchHit['kind'], ComponentType> = {
  region: EnvironmentOutlined,
  condition: AlertOutlined,
  organisation: BankOutlined,
  stream: DatabaseOutlined,
  page: FileOutlined,
};

interface Props {
  hits: SearchHit[];
  active: number;
  onActive: (index: number) => void;
  onChoose: (hit: SearchHit) => void;
}

export function SearchHits({ hits, active, onActive, onChoose }: Props) {
  const { t } = useTranslation('search');
  const { name, pick } = useBilingual();
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <ul id="search-hits" role="listbox" tabIndex={0} ref={list} className={styles.hits} aria-label={t('hits')}>
      {hits.map((hit, index) => {
        const Icon = ICONS[hit.kind];
        return (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled by the field
          <li
            key={`${hit.kind}-${hit.code}`}
            id={`search-hit-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles.hit}
            onMouseMove={() => onActive(index)}
            onClick={() => onChoose(hit)}
          >
            <Icon />
            <span className={styles.hitName}>{name(hit)}</span>
            <span className={styles.hitDetail}>{pick(hit.detail_zh, hit.detail_en)}</span>
            <span className={styles.hitKind}>{t(`kind.${hit.kind}`)}</span>
          </li>
        );
      })}
    </ul>
  );
}
