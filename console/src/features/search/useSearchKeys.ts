import { useEffect } from 'react';

const isEditable = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Ctrl+K or Cmd+K anywhere, and `/` outside text fields, open the search. */
export function useSearchKeys(open: () => void) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const byChord = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      const bySlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !isEditable(event.target);
      if (!byChord && !bySlash) return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [open]);
}
