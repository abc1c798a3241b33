import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { signOut, useSession } from '~/features/access/session';
import { LANGUAGES, changeLanguage } from '~/i18n';
import { useBilingual, useLanguage } from '~/i18n/language';

import { Choice } from './Choice';
import { OrganisationName } from './OrganisationName';
import { useScope } from './ScopeProvider';
import styles from './shell.module.css';
import { useTheme } from './theme';

const THEMES = ['light', 'dark'] as const;

/** Who is signed in and in which posts, and how the console looks and speaks. */
export function UserMenu() {
  const { t } = useTranslation('shell');
  const { pick } = useBilingual();
  const { linkTo } = useScope();
  const session = useSession();
  const language = useLanguage();
  const { theme, setTheme } = useTheme();
  const [open, setOpen] = useState(false);
  const displayName = pick(session.display_name_zh, session.display_name_en);

  const panel = (
    <div role="dialog" aria-label={t('user.menu', { name: displayName })} className={styles.user}>
      <div>
        <p className={styles.userName}>{displayName}</p>
        <p className={styles.userDetail}>{session.username}</p>
      </div>
      <section aria-labelledby="user-posts">
        <h3 id="user-posts">{t('user.posts')}</h3>
        <ul>
          {session.posts.map((post) => (
            <li key={`${post.role}-${post.region}`} className={styles.post}>
              {pick(post.role_name_zh, post.role_name_en)} · {pick(post.region_name_zh, post.region_name_en)}
              {post.organisation && <OrganisationName id={post.organisation} region={post.region} />}
            </li>
          ))}
        </ul>
      </section>
      <Choice
        label={t('user.language')}
        options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        value={language}
        onChange={(next) => void changeLanguage(next)}
      />
      <Choice
        label={t('user.theme')}
        options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
        value={theme}
        onChange={setTheme}
      />
      <Link className={styles.mine} to={linkTo('/me')} onClick={() => setOpen(false)}>
        {t('user.mine')}
      </Link>
      <Button icon={<LogoutOutlined aria-hidden />} block onClick={() => void signOut()}>
        {t('user.sign_out')}
      </Button>
    </div>
  );

  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" arrow={false} content={panel}>
      <button
        type="button"
        className={styles.userButton}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('user.menu', { name: displayName })}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        <UserOutlined aria-hidden />
        <span className={styles.userButtonName}>{displayName}</span>
      </button>
    </Popover>
  );
}
