import { CloudUploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Progress } from 'antd';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useProblemText } from '~/shell/states/problemText';

import { importQuery } from './queries';
import styles from './imports.module.css';
import { upload } from './upload';

interface Sending {
  name: string;
  share: number;
  error?: unknown;
}

/** Takes files by drop or by the file dialog and sends them one after the other. */
export function UploadBox() {
  const { t } = useTranslation('imports');
  const cache = useQueryClient();
  const problemText = useProblemText();
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Record<string, Sending>>({});

  const note = (key: string, change: Sending | null) =>
    setSending((before) => {
      const next = { ...before };
      delete next[key];
      return change ? { ...next, [key]: change } : next;
    });

  const send = async (file: File) => {
    const key = `${file.name}-${file.lastModified}-${file.size}`;
    note(key, { name: file.name, share: 0 });
    try {
      const view = await upload(file, (share) => note(key, { name: file.name, share }));
      cache.setQueryData(importQuery(view.id).queryKey, view);
      await cache.invalidateQueries({ queryKey: ['imports', 'list'] });
      note(key, null);
    } catch (error) {
      note(key, { name: file.name, share: 0, error });
    }
  };

  const sendAll = async (files: FileList | null) => {
    for (const file of files ?? []) await send(file);
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void sendAll(event.dataTransfer.files);
  };

  return (
    <div className={styles.upload}>
      <label
        className={`${styles.drop} ${over ? styles.dropOver : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          type="file"
          multiple
          accept=".csv,.tsv,.txt,text/csv"
          className="visually-hidden"
          onChange={(event) => {
            void sendAll(event.target.files).then(() => {
              event.target.value = '';
            });
          }}
        />
        <CloudUploadOutlined className={styles.dropIcon} aria-hidden />
        <span>
          <span className={styles.dropTitle}>{t('upload.title')}</span>
          <span className={styles.dropHint}>{t('upload.hint')}</span>
        </span>
      </label>
      <ul aria-live="polite">
        {Object.entries(sending).map(([key, { name, share, error }]) => (
          <li key={key} className={styles.sending}>
            <span className={styles.sendingName}>{name}</span>
            {error ? (
              <span className={styles.bad}>
                {problemText(error).title}
                {problemText(error).detail && `: ${problemText(error).detail}`}
              </span>
            ) : (
              <Progress percent={Math.round(share * 100)} size="small" aria-label={t('upload.progress', { name })} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
