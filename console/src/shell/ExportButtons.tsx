import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Space, message } from 'antd';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { download, queryString } from '~/api/download';
import { holdExport, heldIn } from '~/api/heldExports';

import { useProblemText } from './states/problemText';

const RequestExport = lazy(async () => ({ default: (await import('~/features/approvals/RequestExport')).RequestExport }));

const FORMATS = ['csv', 'xlsx'] as const;

interface Props {
  /** The export's path, `/api/counts/export` for instance. */
  path: string;
  params: Record<string, string | undefined>;
}

/** Saves what the list shows as a file the server makes, with its filter, cut-off and source inside; one too large asks for an approval. */
export function ExportButtons({ path, params }: Props) {
  const { t } = useTranslation('shell');
  const [notice, holder] = message.useMessage();
  const problemText = useProblemText();
  const [held, setHeld] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) => {
      const address = `${path}?${queryString({ ...params, format })}`;
      try {
        await download(address, `yufang.${format}`);
      } catch (error) {
        const id = heldIn(error);
        if (!id) throw error;
        holdExport(id, address);
        setHeld(id);
      }
    },
    onError: (error) => void notice.error(problemText(error).title),
  });
  return (
    <Space.Compact>
      {holder}
      {FORMATS.map((format) => (
        <Button
          key={format}
          icon={<DownloadOutlined aria-hidden />}
          loading={save.isPending && save.variables === format}
          aria-label={t('export_as', { format: format.toUpperCase() })}
          onClick={() => save.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      {held && (
        <Suspense>
          <RequestExport id={held} onClose={() => setHeld(null)} />
        </Suspense>
      )}
    </Space.Compact>
  );
}
