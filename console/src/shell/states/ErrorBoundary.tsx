import { Component, type ReactNode } from 'react';

import { Failed } from './Failed';

interface Props {
  /** A change of this value gives the children another try. */
  resetKey: string;
  children: ReactNode;
}

interface State {
  error: unknown;
  failedKey: string | null;
}

/** Keeps the shell standing when a page breaks. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, failedKey: null };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  override componentDidCatch() {
    this.setState({ failedKey: this.props.resetKey });
  }

  override componentDidUpdate() {
    const { failedKey } = this.state;
    if (failedKey !== null && failedKey !== this.props.resetKey) this.setState({ error: null, failedKey: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <Failed error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
