import { DownOutlined } from '@ant-design/icons';
import { Popover } from 'antd';
import { type KeyboardEvent, type ReactNode, Suspense, useId, useState } from 'react';

import styles from './shell.module.css';
import { LinesLoading } from './states/Loading';

interface Props {
  icon: ReactNode;
  /** What is being chosen, for people who do not see the icon. */
  label: string;
  value: ReactNode;
  className?: string;
  /** The panel; gets a function that closes it. */
  children: (close: () => void) => ReactNode;
}

/** A button that shows a choice and opens the panel to change it; Escape closes and returns the focus. */
export function PickerButton({ icon, label, value, className = '', children }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();

  const close = () => {
    setOpen(false);
    document.getElementById(id)?.focus();
  };

  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };

  const panel = (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape must work wherever the focus is inside
    <div role="dialog" aria-label={label} className={styles.panel} onKeyDown={closeOnEscape}>
      <Suspense fallback={<LinesLoading />}>{children(close)}</Suspense>
    </div>
  );

  return (
    <Popover classNames={{ root: styles.popover }} open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" arrow={false} destroyOnHidden content={panel}>
      <button
        id={id}
        type="button"
        className={`${styles.picker} ${className}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        onKeyDown={(event) => open && closeOnEscape(event)}
      >
        {icon}
        <span className="visually-hidden">{label}</span>
        <span className={styles.pickerValue}>{value}</span>
        <DownOutlined className={styles.pickerArrow} aria-hidden />
      </button>
    </Popover>
  );
}
