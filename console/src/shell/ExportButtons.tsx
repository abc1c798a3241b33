import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Space, message } from 'antd';
import { useTranslation } from 'react-i18next';

import { download, queryString } from '~/api/download';

import { useProblemText } from './states/problemText';

const FORMATS = ['csv', 'xlsx'] as const;

interface Props {
  /** The export's path, `/api/counts/export` for instance. */
  path: string;
  params: Record<string, string | undefined>;
}

/** Saves what the list shows as a file the server makes, with its filter, cut-off and source inside. */
export function ExportButtons({ path, params }: Props) {
  const { t } = useTranslation('shell');
  const [notice, holder] = message.useMessage();
  const problemText = useProblemText();
  const save = useMutation({
    mutationFn: (format: (typeof FORMATS)[number]) => download(`${path}?${queryString({ ...params, format })}`, `yufang.${format}`),
    onError: (error) => void notice.error(problemText(error).title),
  });
  return (
    <Space.Compact>
      {holder}
      {FORMATS.map((format) => (
        <Button
          key={format}
          icon={<DownloadOutlined />}
          loading={save.isPending && save.variables === format}
          aria-label={t('export_as', { format: format.toUpperCase() })}
          onClick={() => save.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </Space.Compact>
  );
}
