import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';

import { whoQuery } from './queries';

const KINDS = ['person', 'signal'] as const;
type Kind = (typeof KINDS)[number];

/** Every account that could open one record, and by which post. */
export function WhoCanSee() {
  const { t } = useTranslation('roles');
  const [kind, setKind] = useState<Kind>('person');
  const [id, setId] = useState('');
  const [asked, setAsked] = useState<{ kind: Kind; id: string } | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim()) setAsked({ kind, id: id.trim() });
  };

  return (
    <Figure title={t('who.title')}>
      <form className={parts.form} onSubmit={submit}>
        <div className={parts.pair}>
          <Field label={t('who.kind')}>
            {(props) => <Select {...props} value={kind} options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} onChange={setKind} />}
          </Field>
          <Field label={t('who.id')} hint={t('recorded')}>
            {(props) => <Input {...props} allowClear autoComplete="off" spellCheck={false} value={id} onChange={({ target }) => setId(target.value)} />}
          </Field>
        </div>
        <div>
          <Button htmlType="submit" disabled={!id.trim()}>
            {t('who.ask')}
          </Button>
        </div>
      </form>
      {asked && <Found {...asked} />}
    </Figure>
  );
}

function Found({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useTranslation('roles');
  const { pick } = useBilingual();
  const who = useQuery(whoQuery(kind, id));
  return (
    <Loaded query={who}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('who.nobody')} />
        ) : (
          <DataTable
            caption={t('who.title')}
            height={320}
            rows={items}
            rowKey={({ account, post }) => `${account}-${post.number}`}
            columns={[
              { title: t('what.account'), cell: (row) => `${pick(row.display_name_zh, row.display_name_en)} (${row.username})` },
              { title: t('who.post'), cell: ({ post }) => `${pick(post.role_name_zh, post.role_name_en)} · ${pick(post.region_name_zh, post.region_name_en)}` },
              { title: t('who.purposes'), cell: (row) => pick(row.purposes_zh, row.purposes_en) },
              { title: t('who.why'), cell: ({ policies }) => policies.map((policy) => pick(policy.text_zh, policy.text_en)).join(' ') },
            ]}
          />
        )
      }
    </Loaded>
  );
}
