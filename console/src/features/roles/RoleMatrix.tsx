import { CheckOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { RoleView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useBilingual } from '~/i18n/language';
import { Loaded } from '~/shell/states/Loaded';

import { useRoles } from './queries';
import styles from './roles.module.css';

type Permission = RoleView['permissions'][number];

/** Every permission that some role carries, once; each role names its own in the server's order, which is kept. */
export function permissionsOf(roles: Pick<RoleView, 'permissions'>[]): Permission[] {
  const lists = roles.map(({ permissions }) => permissions.map(({ id }) => id));
  const named = new Map(roles.flatMap(({ permissions }) => permissions.map((permission) => [permission.id, permission] as const)));
  const isBefore = (a: string, b: string) => lists.some((list) => list.includes(a) && list.includes(b) && list.indexOf(a) < list.indexOf(b));
  const ordered: Permission[] = [];
  for (const permission of named.values()) {
    const at = ordered.findIndex(({ id }) => isBefore(permission.id, id));
    ordered.splice(at === -1 ? ordered.length : at, 0, permission);
  }
  return ordered;
}

/** Roles by permissions, in words; a role without permissions in this version is left out. */
export function RoleMatrix() {
  const { t } = useTranslation('roles');
  const roles = useRoles();
  return (
    <Figure title={t('matrix.title')} foot={t('matrix.foot')}>
      <Loaded query={roles}>{({ items }) => <Matrix roles={items.filter(({ permissions }) => permissions.length > 0)} />}</Loaded>
    </Figure>
  );
}

function Matrix({ roles }: { roles: RoleView[] }) {
  const { t } = useTranslation('roles');
  const { name, pick } = useBilingual();
  return (
    // A scrolling box must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={tables.scroll} tabIndex={0} role="group" aria-label={t('matrix.title')}>
      <table className={`${tables.table} ${styles.matrix}`}>
        <caption className="visually-hidden">{t('matrix.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('matrix.may')}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" title={pick(role.description_zh, role.description_en)}>
                {name(role)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissionsOf(roles).map((permission) => (
            <tr key={permission.id}>
              <th scope="row">{name(permission)}</th>
              {roles.map((role) => (
                <td key={role.id}>
                  {role.permissions.some(({ id }) => id === permission.id) ? (
                    <>
                      <CheckOutlined className={styles.yes} aria-hidden />
                      <span className="visually-hidden">{t('matrix.yes')}</span>
                    </>
                  ) : (
                    <span className="visually-hidden">{t('matrix.no')}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
