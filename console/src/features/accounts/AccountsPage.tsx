import { useTranslation } from 'react-i18next';

import { useCan } from '~/features/access/session';
import { Choice } from '~/shell/Choice';
import { PageHead } from '~/shell/PageHead';
import { useParam } from '~/shell/useParam';

import { AccountList } from './AccountList';
import { ClientList } from './ClientList';

/** Who can sign in, person or program, and in which posts. */
export function AccountsPage() {
  const { t } = useTranslation('accounts');
  const can = useCan();
  const [param, setParam] = useParam('view');
  const parts = [
    ...(can('accounts.read') ? (['people'] as const) : []),
    ...(can('api_clients.manage') ? (['clients'] as const) : []),
  ];
  const part = parts.find((item) => item === param) ?? parts[0];
  return (
    <>
      <PageHead title={t('title')} detail={t(can('posts.manage') ? 'about_posts' : 'about')}>
        {parts.length > 1 && part && (
          <Choice
            quiet
            label={t('parts.label')}
            options={parts.map((value) => ({ value, label: t(`parts.${value}`) }))}
            value={part}
            onChange={(next) => setParam(next === parts[0] ? null : next)}
          />
        )}
      </PageHead>
      {part === 'clients' ? <ClientList /> : <AccountList />}
    </>
  );
}
