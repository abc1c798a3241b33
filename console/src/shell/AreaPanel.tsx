import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { AreaMatches } from './AreaMatches';
import { AreaTree } from './AreaTree';

interface Props {
  current: string;
  onChoose: (area: string) => void;
}

/** The tree of areas; typing turns it into a list of matches. */
export function AreaPanel({ current, onChoose }: Props) {
  const { t } = useTranslation('shell');
  const [text, setText] = useState('');
  const asked = text.trim();
  const input = (
    <Input
      // eslint-disable-next-line jsx-a11y/no-autofocus -- the panel was opened to be typed into
      autoFocus
      allowClear
      value={text}
      placeholder={t('area.placeholder')}
      aria-label={t('area.placeholder')}
      onChange={(event) => setText(event.target.value)}
    />
  );
  if (asked) return <AreaMatches asked={asked} input={input} onChoose={onChoose} />;
  return (
    <>
      {input}
      <AreaTree current={current} onChoose={onChoose} />
    </>
  );
}
