import { type KeyboardEvent, useState } from 'react';

/** Arrow keys, Home, End and Enter over a list that belongs to a text field (the combobox pattern). */
export function useListKeys(count: number, choose: (index: number) => void) {
  const [at, setAt] = useState(0);
  const active = Math.min(at, Math.max(0, count - 1));

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: (active + 1) % Math.max(1, count),
      ArrowUp: (active - 1 + count) % Math.max(1, count),
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setAt(move);
    } else if (event.key === 'Enter' && count > 0) {
      event.preventDefault();
      choose(active);
    }
  };

  return { active, setActive: setAt, onKeyDown };
}
