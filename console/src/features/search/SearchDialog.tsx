import { SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type MouseEvent, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { api, dataOf } from '~/api/client';
import type { SearchHit } from '~/api/types';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';
import { useListKeys } from '~/shell/useListKeys';

import { SearchHits } from './SearchHits';
import styles from './search.module.css';
import { useHitAddress } from './useHitAddress';

/** Finds areas, diseases, institutions, streams and pages by name, code or pinyin; driven by the keyboard alone if wished. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('search');
  const navigate = useNavigate();
  const addressOf = useHitAddress();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const asked = text.trim();

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);

  const hits = useQuery({
    queryKey: ['search', asked],
    queryFn: () => dataOf(api.GET('/api/search', { params: { query: { q: asked } } })),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const found = asked === '' ? [] : (hits.data ?? []);

  const choose = (hit: SearchHit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate(addressOf(hit));
  };
  const { active, setActive, onKeyDown } = useListKeys(found.length, (index) => choose(found[index]));

  // Closing by itself, the browser tells of it a moment later, and whoever pressed Ctrl+K within that moment would lose the dialog.
  const closeAtOnce = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the backdrop closes; Escape does too
    <dialog ref={dialog} className={styles.dialog} aria-label={t('title')} onCancel={closeAtOnce} onClose={onClose} onClick={closeOnBackdrop}>
      <div className={styles.field}>
        <SearchOutlined aria-hidden />
        <input
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog exists to be typed into
          autoFocus
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="search-hits"
          aria-activedescendant={found.length > 0 ? `search-hit-${active}` : undefined}
          aria-label={t('placeholder')}
          placeholder={t('placeholder')}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.body}>
        {asked === '' ? (
          <p className={styles.hint}>{t('hint')}</p>
        ) : (
          <Loaded query={hits}>
            {(list) =>
              list.length === 0 ? (
                <Empty title={t('none', { asked })} hint={t('none_hint')} />
              ) : (
                <SearchHits hits={list} active={active} onActive={setActive} onChoose={choose} />
              )
            }
          </Loaded>
        )}
      </div>
      <p className={styles.keys} aria-hidden>
        {t('keys')}
      </p>
    </dialog>
  );
}
