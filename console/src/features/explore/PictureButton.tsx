import { PictureOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { EChartsType } from 'echarts/core';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { saveAs } from '~/api/download';
import type { LegendItem } from '~/charts/Legend';
import { usePalette } from '~/charts/palette';

import { PICTURE_SCALE, composePicture } from './composePicture';

interface Props {
  chart: RefObject<EChartsType | null>;
  title: string;
  subtitle: string;
  footer: string;
  legend: LegendItem[];
}

/** Saves the chart as a PNG that still says what it is when it stands in a report. */
export function PictureButton({ chart, title, subtitle, footer, legend }: Props) {
  const { t } = useTranslation('explore');
  const palette = usePalette();
  const save = async () => {
    if (!chart.current) return;
    const picture = chart.current.getDataURL({ pixelRatio: PICTURE_SCALE, backgroundColor: palette.surface });
    const blob = await composePicture(picture, { title, subtitle, footer, legend }, palette);
    if (blob) saveAs(blob, `${title}.png`);
  };
  return (
    <Button icon={<PictureOutlined aria-hidden />} aria-label={t('png')} onClick={() => void save()}>
      PNG
    </Button>
  );
}
