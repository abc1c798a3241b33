import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePages } from '~/api/pages';
import { Figure } from '~/charts/Figure';
import { useCan } from '~/features/access/session';
import { useBilingual } from '~/i18n/language';
import { PagedTable } from '~/shell/PagedTable';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';

import { AreaFilter } from './AreaFilter';
import { LifeBadge } from './LifeBadge';
import { RegisterDialog } from './PersonDialog';
import styles from './people.module.css';
import { SEARCH_CHARACTERS_MIN, peopleOf } from './queries';
import { useParam } from '~/shell/useParam';

/** People as far as a list may show them; what is typed is sent in the body of a request and stands in no address. */
export function PeopleList() {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const { pick } = useBilingual();
  const can = useCan();
  const [registering, setRegistering] = useState(false);
  const [text, setText] = useState('');
  const typed = useDeferredValue(text.trim());
  const q = typed.length >= SEARCH_CHARACTERS_MIN ? typed : '';
  const [region, setRegion] = useParam('in');
  const filter = { q, region: region ?? undefined };
  const people = usePages(['persons', 'list', filter], peopleOf(filter));

  return (
    <Figure
      title={t('list.title')}
      stale={people.query.isPlaceholderData}
      tools={
        <>
          <Input
            allowClear
            className={styles.search}
            prefix={<SearchOutlined aria-hidden />}
            placeholder={t('list.search')}
            aria-label={t('list.search')}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <AreaFilter region={region} onChange={setRegion} />
          {can('persons.write') && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setRegistering(true)}>
              {t('form.register')}
            </Button>
          )}
        </>
      }
      foot={t('list.masked')}
    >
      <PagedTable
        caption={t('list.title')}
        list={people}
        height="max(320px, calc(100dvh - 290px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t('list.none')} hint={t(q ? 'list.none_hint_search' : 'list.none_hint')} />}
        columns={[
          { title: t('field.name'), cell: (person) => <Link to={linkTo(`/people/${person.id}`)}>{person.name}</Link> },
          { title: t('field.sex'), cell: ({ sex }) => t(`sex.${sex}`) },
          { title: t('field.age'), numeric: true, cell: ({ age }) => age ?? '–' },
          { title: t('field.birth_year'), numeric: true, cell: ({ birth_year }) => birth_year ?? '–' },
          { title: t('field.id_number'), cell: ({ id_number }) => <span className={styles.number}>{id_number ?? '–'}</span> },
          { title: t('field.phone'), cell: ({ phone }) => <span className={styles.number}>{phone ?? '–'}</span> },
          { title: t('field.region'), cell: (person) => pick(person.region_name_zh, person.region_name_en) },
          { title: t('field.life'), cell: (person) => <LifeBadge person={person} /> },
        ]}
      />
      {registering && <RegisterDialog onClose={() => setRegistering(false)} />}
    </Figure>
  );
}
