import { CheckOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { RoleView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { PERMISSIONS } from '~/features/access/session';
import { useBilingual } from '~/i18n/language';
import { Loaded } from '~/shell/states/Loaded';

import { useRoles } from './queries';
import styles from './roles.module.css';
import { usePermissionWords } from './usePermissionWords';

/** Every permission a role carries, in the console's order, the unknown ones last. */
export function permissionsOf(roles: Pick<RoleView, 'permissions'>[]): string[] {
  const carried = new Set(roles.flatMap(({ permissions }) => permissions));
  const known = PERMISSIONS.filter((permission) => carried.has(permission));
  return [...known, ...[...carried].filter((permission) => !(PERMISSIONS as readonly string[]).includes(permission)).sort()];
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
  const words = usePermissionWords();
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
            <tr key={permission}>
              <th scope="row">{words(permission)}</th>
              {roles.map((role) => (
                <td key={role.id}>
                  {role.permissions.includes(permission) ? (
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
