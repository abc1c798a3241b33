import {
  AlertOutlined,
  AuditOutlined,
  BarChartOutlined,
  DashboardOutlined,
  FileProtectOutlined,
  ImportOutlined,
  KeyOutlined,
  SafetyCertificateOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import { useCan } from '~/features/access/session';

import { Mark } from './Mark';
import { PAGES, type PageId, mayOpen } from './pages';
import { useScope } from './ScopeProvider';
import styles from './shell.module.css';

const ICONS: Record<PageId, ComponentType> = {
  situation: DashboardOutlined,
  explore: BarChartOutlined,
  signals: AlertOutlined,
  imports: ImportOutlined,
  people: TeamOutlined,
  approvals: FileProtectOutlined,
  accounts: KeyOutlined,
  roles: SafetyCertificateOutlined,
  audit: AuditOutlined,
};

/** Left on a desk, at the bottom on a phone; pages the account may not open are not offered. */
export function Navigation() {
  const { t } = useTranslation('shell');
  const { linkTo } = useScope();
  const can = useCan();
  return (
    <nav className={styles.nav} aria-label={t('nav.label')}>
      <div className={styles.brand}>
        <Mark size={28} />
        <span>{t('product')}</span>
      </div>
      <ul>
        {PAGES.filter((page) => mayOpen(page, can)).map(({ id, path, group }, index, shown) => {
          const Icon = ICONS[id];
          const begins = index > 0 && shown[index - 1]?.group !== group;
          return (
            <li key={id} className={begins ? styles.navGroup : undefined}>
              <NavLink to={linkTo(path)} className={styles.navLink}>
                <Icon />
                <span>{t(`nav.${id}`)}</span>
              </NavLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
