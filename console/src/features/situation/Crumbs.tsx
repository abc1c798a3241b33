import { useTranslation } from 'react-i18next';

import { useRegion } from '~/api/reference';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';

import styles from './situation.module.css';

/** The way back up from the area whose parts are drawn. */
export function Crumbs({ drawn }: { drawn: string }) {
  const { t } = useTranslation('situation');
  const { scope, setScope } = useScope();
  const { name } = useBilingual();
  const region = useRegion(drawn).data;
  if (!region) return null;
  const path = [...region.ancestors, region];
  return (
    <nav aria-label={t('map.crumbs')}>
      <ol className={styles.crumbs}>
        {path.map((step, index) => (
          <li key={step.code}>
            {index > 0 && <span aria-hidden>› </span>}
            {step.code === scope.area ? (
              <span aria-current="location">{name(step)}</span>
            ) : (
              <button type="button" onClick={() => setScope({ area: step.code })}>
                {name(step)}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
