import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { ProblemError } from '~/api/problem';
import { changeLanguage, startI18n } from '~/i18n';

import { Failed } from './Failed';
import { Loaded } from './Loaded';

const problem = (code: string, status: number) =>
  new ProblemError({ type: `/problems/${code}`, title: 'Title of the server', detail: 'what to do', status, code, request_id: 'req-7' });

beforeAll(async () => {
  await startI18n();
  await changeLanguage('en');
});
afterEach(cleanup);

describe('a failure', () => {
  it('says what, why and under which id, and tries again', () => {
    const retry = vi.fn();
    render(<Failed error={problem('strange', 500)} onRetry={retry} />);
    expect(screen.getByRole('alert').textContent).toContain('Title of the server');
    expect(screen.getByText('what to do')).toBeTruthy();
    expect(screen.getByText('Request id req-7')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledOnce();
  });

  it('is no alarm when something is merely not permitted', () => {
    render(<Failed error={problem('forbidden', 403)} />);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText('Not permitted')).toBeTruthy();
  });
});

describe('an answer', () => {
  const query = { data: undefined, error: null, isError: false, refetch: vi.fn() };

  it('is waited for, then shown', () => {
    const { rerender } = render(<Loaded query={query}>{(text: string) => <p>{text}</p>}</Loaded>);
    expect(screen.getByRole('status')).toBeTruthy();
    rerender(<Loaded query={{ ...query, data: 'here' }}>{(text: string) => <p>{text}</p>}</Loaded>);
    expect(screen.getByText('here')).toBeTruthy();
  });

  it('stays in view when a later question fails', () => {
    render(<Loaded query={{ ...query, data: 'old', isError: true, error: problem('internal', 500) }}>{(text: string) => <p>{text}</p>}</Loaded>);
    expect(screen.getByText('old')).toBeTruthy();
  });
});
