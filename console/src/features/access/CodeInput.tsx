import { Input, type InputRef } from 'antd';
import type { Ref } from 'react';

import type { FieldProps } from '~/shell/Field';

export const CODE_DIGITS = 6;

interface Props extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<InputRef>;
}

/** A code of an authenticator: six digits, which phones offer to fill in. */
export function CodeInput({ value, onChange, ...rest }: Props) {
  return (
    <Input
      {...rest}
      size="large"
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      maxLength={CODE_DIGITS + 1}
      value={value}
      onChange={({ target }) => onChange(target.value.replace(/\D/g, '').slice(0, CODE_DIGITS))}
    />
  );
}
