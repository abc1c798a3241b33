import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Person } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Facts } from '~/shell/Facts';
import { useScope } from '~/shell/ScopeProvider';

import styles from './people.module.css';
import { usePersonWords } from './usePersonWords';

/** Everything the registry holds of a person, as far as it is shown. */
export function PersonFigure({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const { name, pick } = useBilingual();
  const { linkTo } = useScope();
  const format = useFormat();
  const words = usePersonWords();
  return (
    <Figure
      title={t('person.title')}
      foot={t('person.recorded', { time: format.instant(person.recorded_at), version: format.integer(person.version) })}
    >
      <Facts
        facts={[
          ...person.names.map(({ kind, text }) => ({ label: t(`name_kind.${kind}`), value: text })),
          { label: t('field.sex'), value: t(`sex.${person.sex}`) },
          { label: t('field.birth'), value: words.birth(person) },
          ...person.documents.map((document) => ({
            label: pick(document.kind_name_zh, document.kind_name_en),
            value: (
              <>
                <span className={styles.number}>{document.number}</span> {!document.is_checked && <span className={styles.warn}>{t('unchecked')}</span>}
              </>
            ),
          })),
          { label: t('field.phone'), value: person.phones.length > 0 ? <span className={styles.number}>{person.phones.join(t('comma'))}</span> : '–' },
          { label: t('field.ethnicity'), value: name(person.ethnicity) || '–' },
          { label: t('field.occupation'), value: name(person.occupation) || '–' },
          { label: t('field.current_address'), value: words.address(person.current_address) },
          { label: t('field.registered_address'), value: words.address(person.registered_address) },
          ...person.guardians.map(({ person: guardian, relation }) => ({
            label: t(`guardian.${relation}`),
            value: <Link to={linkTo(`/people/${guardian}`)}>{t('open_person')}</Link>,
          })),
          !person.is_alive && { label: t('field.died_on'), value: format.day(person.died_on) },
        ]}
      />
    </Figure>
  );
}
