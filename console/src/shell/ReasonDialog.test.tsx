import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { ProblemError, toProblem } from '~/api/problem';
import { changeLanguage, startI18n } from '~/i18n';

import { ReasonDialog } from './ReasonDialog';

/** The browser's own, which the test environment lacks. */
class NoResize {
  observe() {}
  unobserve() {}
  disconnect() {}
}

beforeAll(async () => {
  vi.stubGlobal('ResizeObserver', NoResize);
  await startI18n();
  await changeLanguage('en');
});
afterEach(cleanup);

const shown = (onConfirm: (reason: string) => Promise<unknown>, onClose = vi.fn()) => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ReasonDialog title="Withdraw" okText="Do it" reasonMin={10} onConfirm={onConfirm} onClose={onClose} />
    </QueryClientProvider>,
  );
  return onClose;
};
const ok = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Do it' });
const type = (text: string) => fireEvent.change(screen.getByLabelText('Reason'), { target: { value: text } });

/** The first dialog brings half of the component library with it, which takes seconds on a machine under load. */
const SLOWLY = { timeout: 30_000 };

describe('a deed with a reason', SLOWLY, () => {
  it('cannot be done before the reason is long enough, spaces not counted', () => {
    shown(vi.fn());
    type('         short');
    expect(ok().disabled).toBe(true);
    type('long enough now');
    expect(ok().disabled).toBe(false);
  });

  it('closes when it is done', async () => {
    const confirm = vi.fn().mockResolvedValue(undefined);
    const onClose = shown(confirm);
    type('  moved to another institution ');
    fireEvent.click(ok());
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(confirm).toHaveBeenCalledWith('moved to another institution');
  });

  it('stays open and says what the server found wrong with the reason', async () => {
    const refusal = new ProblemError(
      toProblem(422, { code: 'invalid', title: 'Invalid', detail: '', errors: [{ field: 'reason', rule: 'identifier_in_text', message: 'server words' }] }, null),
    );
    const onClose = shown(vi.fn().mockRejectedValue(refusal));
    type('call 138 0000 0000 about it');
    fireEvent.click(ok());
    expect((await screen.findByRole('alert')).textContent).toBe('Leave out ID numbers and telephone numbers');
    expect(onClose).not.toHaveBeenCalled();
  });
});
