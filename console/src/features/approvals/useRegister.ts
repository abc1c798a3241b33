import { useCan } from '~/features/access/session';
import { useParam } from '~/shell/useParam';

/**
 * Which part of a register is shown, as the address says it.
 *
 * Whoever decides begins with what waits; others begin with their own.
 */
export function useRegister<S extends string>(states: readonly S[], decides: 'grants.approve' | 'rights.handle' = 'grants.approve') {
  const can = useCan();
  const [param, setParam] = useParam('state');
  const offered = can(decides) ? states : states.filter((state) => state === ('mine' as S));
  const [first] = offered.length > 0 ? offered : states;
  const part = offered.find((state) => state === param) ?? (first as S);
  // Everything is what the server answers when no state is said.
  const state = part === 'mine' || part === 'all' ? undefined : (part as Exclude<S, 'mine' | 'all'>);
  const register = { state, mine: part === 'mine' ? true : undefined };
  return { part, offered, register, setPart: (next: S) => setParam(next === first ? null : next) };
}
