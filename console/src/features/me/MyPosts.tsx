import { useTranslation } from 'react-i18next';

import { Figure } from '~/charts/Figure';
import { useSession } from '~/features/access/session';
import { usePermissionWords } from '~/features/roles/usePermissionWords';
import { useBilingual } from '~/i18n/language';
import { OrganisationName } from '~/shell/OrganisationName';
import parts from '~/shell/parts.module.css';

import styles from './me.module.css';

/** The posts held, and in plain words what they let their holder do. */
export function MyPosts() {
  const { t } = useTranslation('me');
  const { pick } = useBilingual();
  const { posts, permissions } = useSession();
  const words = usePermissionWords();
  return (
    <Figure title={t('posts.title')}>
      {posts.length === 0 && <p className={parts.quiet}>{t('posts.none')}</p>}
      <ul className={styles.posts}>
        {posts.map((post) => (
          <li key={`${post.role}-${post.region}-${post.organisation}`}>
            <strong>{pick(post.role_name_zh, post.role_name_en)}</strong>
            <span>{t('posts.area', { place: pick(post.region_name_zh, post.region_name_en) })}</span>
            {post.organisation && <OrganisationName id={post.organisation} region={post.region} />}
          </li>
        ))}
      </ul>
      {permissions.length > 0 && (
        <>
          <h3>{t('posts.may')}</h3>
          <ul className={styles.may}>
            {permissions.map((permission) => (
              <li key={permission}>{words(permission)}</li>
            ))}
          </ul>
        </>
      )}
    </Figure>
  );
}
