import type { StreamView } from '~/api/types';

/** What is counted: a stream, a disease in it, a stratum of that. */
export interface Subject {
  stream: string;
  condition: string;
  stratum: string;
}

/** Completes a wish to a subject that has data, staying as near as possible to the present one. */
export function subjectIn(streams: StreamView[], wish: Partial<Subject>, present: Subject): Subject {
  const condition = wish.condition ?? present.condition;
  const holds = (stream: StreamView) => stream.conditions.some(({ code }) => code === condition);
  const asked = wish.stream ?? present.stream;
  const named = streams.find(({ id }) => id === asked);
  // A stream asked for by name is kept even when it lacks the disease; one merely at hand is not.
  const stream = named && (wish.stream !== undefined || holds(named)) ? named : streams.find(holds);
  if (!stream) return { stream: asked, condition, stratum: 'all' };
  return {
    stream: stream.id,
    condition: holds(stream) ? condition : (stream.conditions[0]?.code ?? condition),
    stratum: stream.strata.includes(wish.stratum ?? present.stratum) ? (wish.stratum ?? present.stratum) : 'all',
  };
}
