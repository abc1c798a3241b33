import { Button, DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Day, yearOf } from '~/format/day';
import { useFormat } from '~/format/useFormat';
import { useLanguage } from '~/i18n/language';

import { QUICK, monthRange, quickRange, yearRange } from './dateRanges';
import styles from './shell.module.css';

interface Props {
  from: Day;
  to: Day;
  firstDay?: Day;
  lastDay?: Day;
  onChoose: (from: Day, to: Day) => void;
}

const asText = (day: Dayjs) => day.format('YYYY-MM-DD');

/** Quick ranges counted from the last day with data, whole years and months, or any two days. */
export function DatePanel({ from, to, firstDay, lastDay, onChoose }: Props) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const language = useLanguage();
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  const [start, setStart] = useState(from);
  const [end, setEnd] = useState(to);

  const first = firstDay ?? from;
  const last = lastDay ?? to;
  const years = Array.from({ length: yearOf(last) - yearOf(first) + 1 }, (_, index) => yearOf(last) - index);
  const months = Array.from({ length: 12 }, (_, index) => index + 1);
  const choose = (range: { from: Day; to: Day }) => onChoose(range.from, range.to);
  const isChosen = (range: { from: Day; to: Day }) => range.from === from && range.to === to;

  return (
    <div className={styles.dates}>
      <p className={styles.datesNote}>{t('dates.last_day', { day: format.day(last) })}</p>
      <section aria-labelledby="dates-quick">
        <h3 id="dates-quick">{t('dates.quick')}</h3>
        <ul className={styles.chips}>
          {QUICK.map((quick) => {
            const range = quickRange(quick, first, last);
            return (
              <li key={quick}>
                <Chip chosen={isChosen(range)} onClick={() => choose(range)} label={t(`dates.${quick}`)} />
              </li>
            );
          })}
        </ul>
      </section>
      <section aria-labelledby="dates-year">
        <h3 id="dates-year">{t('dates.year')}</h3>
        <ul className={`${styles.chips} ${styles.chipsScroll}`}>
          {years.map((year) => (
            <li key={year}>
              <Chip chosen={isChosen(yearRange(year))} onClick={() => choose(yearRange(year))} label={String(year)} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="dates-month">
        <h3 id="dates-month">{t('dates.month', { year: yearOf(to) })}</h3>
        <ul className={`${styles.chips} ${styles.months}`}>
          {months.map((month) => {
            const range = monthRange(yearOf(to), month);
            return (
              <li key={month}>
                <Chip chosen={isChosen(range)} onClick={() => choose(range)} label={t('dates.month_short', { month })} />
              </li>
            );
          })}
        </ul>
      </section>
      <section aria-labelledby="dates-own">
        <h3 id="dates-own">{t('dates.own')}</h3>
        <div className={styles.own}>
          <DatePicker aria-label={t('dates.from')} value={dayjs(start)} allowClear={false} onChange={(day) => day && setStart(asText(day))} />
          <span aria-hidden>–</span>
          <DatePicker
            aria-label={t('dates.to')}
            value={dayjs(end)}
            allowClear={false}
            minDate={dayjs(start)}
            onChange={(day) => day && setEnd(asText(day))}
          />
          <Button type="primary" disabled={end < start} onClick={() => onChoose(start, end)}>
            {t('dates.apply')}
          </Button>
        </div>
      </section>
    </div>
  );
}

function Chip({ chosen, label, onClick }: { chosen: boolean; label: string; onClick: () => void }) {
  return (
    <button type="button" className={styles.chip} aria-pressed={chosen} onClick={onClick}>
      {label}
    </button>
  );
}
