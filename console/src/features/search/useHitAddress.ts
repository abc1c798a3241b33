import { useLocation } from 'react-router';


import type { SearchHit } from '~/api/types';
import { PAGES } from '~/shell/pages';
import { useScope } from '~/shell/ScopeProvider';

import { useRegionStreams } from './useRegionStreams';

/** Where a search result leads: the page at hand about that area, or the disease in Explore. */
export function useHitAddress(): (hit: SearchHit) => string {
  const { linkTo } = useScope();
  const { pathname } = useLocation();
  const subjectFor = useRegionStreams();
  const here = PAGES.find(({ path }) => pathname === path && path !== '/imports')?.path ?? '/situation';

  return (hit) => {
    switch (hit.kind) {
      case 'page':
        return linkTo(PAGES.find(({ id }) => id === hit.code)?.path ?? '/situation');
      case 'region':
        return linkTo(here, { area: hit.code });
      case 'organisation':
        return linkTo('/situation');
      case 'condition':
        return linkTo('/explore', subjectFor({ condition: hit.code }));
      case 'stream':
        return linkTo('/explore', subjectFor({ stream: hit.code }));
    }
  };
}
