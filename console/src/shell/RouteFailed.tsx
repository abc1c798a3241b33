import { useRouteError } from 'react-router';

import { Failed } from './states/Failed';

/** A page's script that did not arrive, or a frame that broke: say so and offer to load again. */
export function RouteFailed() {
  return <Failed error={useRouteError()} onRetry={() => window.location.reload()} />;
}
