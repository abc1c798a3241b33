import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useConditions, useStreams } from '~/api/reference';
import type { ConditionView, StreamView } from '~/api/types';
import { useBilingual } from '~/i18n/language';

import { useScope } from './ScopeProvider';
import styles from './subject.module.css';
import { subjectIn } from './subject';

const CLASSES = ['A', 'B', 'C', 'other'] as const;

interface Props {
  /** Offers the stratum too, where the stream has more than one. */
  strata?: boolean;
}

/** Stream, disease and stratum, offering only what the area has data for. */
export function SubjectPicker({ strata = false }: Props) {
  const { t } = useTranslation('shell');
  const { name } = useBilingual();
  const { scope, setScope } = useScope();
  const streams = useStreams(scope.area).data ?? [];
  const conditions = useConditions().data ?? [];
  const stream = streams.find(({ id }) => id === scope.stream);

  return (
    <div className={styles.subject}>
      <Select
        aria-label={t('subject.stream')}
        className={styles.stream}
        popupMatchSelectWidth={false}
        value={scope.stream}
        options={streamOptions(streams, scope.stream, name)}
        onChange={(id) => setScope(subjectIn(streams, { stream: id }, scope))}
      />
      <Select
        aria-label={t('subject.condition')}
        className={styles.condition}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'search' }}
        notFoundContent={t('subject.no_match')}
        value={scope.condition}
        options={useConditionOptions(stream, conditions, scope.condition)}
        onChange={(condition) => setScope({ condition })}
      />
      {strata && stream && stream.strata.length > 1 && (
        <Select
          aria-label={t('subject.stratum')}
          className={styles.stratum}
          value={scope.stratum}
          options={stream.strata.map((stratum) => ({ value: stratum, label: stratumName(stratum, t) }))}
          onChange={(stratum) => setScope({ stratum })}
        />
      )}
    </div>
  );
}

type Translate = ReturnType<typeof useTranslation<'shell'>>['t'];

/** A subject's name, with the stratum where it is not the whole. */
export function withStratum(subject: string, stratum: string, t: Translate): string {
  return stratum === 'all' ? subject : `${subject} · ${stratumName(stratum, t)}`;
}

export function stratumName(stratum: string, t: Translate): string {
  return stratum === 'all' || stratum === 'imported' ? t(`strata.${stratum}`) : stratum;
}

function streamOptions(streams: StreamView[], present: string, name: (stream: StreamView) => string) {
  const options = streams.map((stream) => ({ value: stream.id, label: name(stream), disabled: stream.conditions.length === 0 }));
  return streams.some(({ id }) => id === present) ? options : [...options, { value: present, label: present, disabled: true }];
}

/** The stream's diseases grouped by their legal class. */
function useConditionOptions(stream: StreamView | undefined, conditions: ConditionView[], present: string) {
  const { t } = useTranslation('common');
  const { name } = useBilingual();
  const held = new Set(stream?.conditions.map(({ code }) => code) ?? []);
  held.add(present);
  const known = conditions.filter(({ code }) => held.has(code));
  const groups = CLASSES.map((group) => ({
    label: t(`class.${group}`),
    options: known
      .filter((condition) => (condition.class ?? 'other') === group)
      .map((condition) => ({
        value: condition.code,
        label: name(condition),
        search: `${condition.code} ${condition.name_zh} ${condition.name_en}`.toLowerCase(),
      })),
  }));
  const unknown = [...held]
    .filter((code) => !known.some((condition) => condition.code === code))
    .map((code) => ({ value: code, label: code, search: code }));
  return [...groups.filter(({ options }) => options.length > 0), ...unknown];
}
