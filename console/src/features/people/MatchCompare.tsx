import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Person, PersonMatch } from '~/api/types';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { useScope } from '~/shell/ScopeProvider';

import { comparisonOf } from './comparison';
import styles from './people.module.css';
import { usePersonWords } from './usePersonWords';

interface Props {
  left: Person;
  right: Person;
  evidence: PersonMatch['evidence'];
}

/** One line per field: left, right, how they agree and what that weighs. */
export function MatchCompare({ left, right, evidence }: Props) {
  const { t, i18n } = useTranslation('people');
  const { linkTo } = useScope();
  const format = useFormat();
  const words = usePersonWords();
  const text = {
    name: (person: Person) => person.names.map((name) => name.text).join(t('comma')),
    sex: (person: Person) => t(`sex.${person.sex}`),
    birth_date: words.birth,
    id_number: (person: Person) => person.documents.map(({ number }) => number).join(t('comma')) || '–',
    phone: (person: Person) => person.phones.join(t('comma')) || '–',
    address: (person: Person) => words.address(person.current_address),
  };
  const level = (code: string) => (i18n.exists(`level.${code}`, { ns: 'people' }) ? t(`level.${code}` as 'level.same') : code);

  return (
    // A scrolling box must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={tables.scroll} tabIndex={0} role="group" aria-label={t('match.compare')}>
      <table className={`${tables.table} ${styles.compare}`}>
        <caption className="visually-hidden">{t('match.compare')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('match.field')}</th>
            {[left, right].map((person, index) => (
              <th key={person.id} scope="col">
                <Link to={linkTo(`/people/${person.id}`)}>{t(index === 0 ? 'match.left' : 'match.right')}</Link>
              </th>
            ))}
            <th scope="col">{t('match.agree')}</th>
            <th scope="col" className={tables.numeric}>
              {t('match.weight')}
            </th>
          </tr>
        </thead>
        <tbody>
          {comparisonOf(evidence).map(({ field, found, verdict }) => (
            <tr key={field}>
              <th scope="row">{t(`compare.${field}`)}</th>
              <td>{text[field](left)}</td>
              <td>{text[field](right)}</td>
              <td>
                <span className={styles[verdict]}>{found ? level(found.level) : '–'}</span>
              </td>
              <td className={tables.numeric}>{found ? `${found.weight > 0 ? '+' : ''}${format.estimate(found.weight)}` : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
