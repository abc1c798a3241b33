import { useEffect } from 'react';

import { SESSION_KEY, cache } from './cache';
import type { DetectionRunView, ImportView } from './types';

/** Lists are refetched at most this often however many events arrive. */
const LIST_PAUSE_MS = 1_500;

const waiting = new Set<string>();

function invalidateSoon(key: string) {
  if (waiting.has(key)) return;
  waiting.add(key);
  setTimeout(() => {
    waiting.delete(key);
    void cache.invalidateQueries({ queryKey: [key] });
  }, LIST_PAUSE_MS);
}

const HANDLERS: Record<string, (data: never) => void> = {
  import: (view: ImportView) => {
    const isNew = cache.getQueryData(['imports', 'one', view.id]) === undefined;
    cache.setQueryData(['imports', 'one', view.id], view);
    // One that was not known is listed at once, so that its progress can be followed.
    if (isNew) void cache.invalidateQueries({ queryKey: ['imports', 'list'] });
    invalidateSoon('imports');
  },
  detection: (view: DetectionRunView) => {
    cache.setQueryData(['detection-runs', 'one', view.id], view);
    invalidateSoon('detection-runs');
    if (view.state !== 'running') invalidateSoon('signals');
  },
  counts: () => {
    invalidateSoon('counts');
    invalidateSoon('streams');
  },
  signal: () => invalidateSoon('signals'),
  grant: () => invalidateSoon('grants'),
};

/** Keeps one event stream open while the console is signed in and turns its events into fresh data. */
export function useLiveUpdates() {
  useEffect(() => {
    const source = new EventSource('/api/events');
    for (const [name, handle] of Object.entries(HANDLERS)) {
      source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data) as never));
    }
    // A closed stream is most often an ended session; asking for it shows sign-in when it is.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) void cache.invalidateQueries({ queryKey: SESSION_KEY });
    };
    return () => source.close();
  }, []);
}
