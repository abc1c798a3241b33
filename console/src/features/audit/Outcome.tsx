import { CheckOutlined, StopOutlined } from '@ant-design/icons';

import { Badge } from '~/shell/Badge';

import { useAuditWords } from './useAuditWords';

export function Outcome({ outcome }: { outcome: string }) {
  const { word } = useAuditWords();
  const isDone = outcome === 'done';
  return (
    <Badge tone={isDone ? 'neutral' : 'warn'} icon={isDone ? CheckOutlined : StopOutlined}>
      {word('outcome', outcome)}
    </Badge>
  );
}
