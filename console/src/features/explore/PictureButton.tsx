import { PictureOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { EChartsType } from 'echarts/core';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { saveAs } from '~/api/download';
import { type Palette, usePalette } from '~/charts/palette';

interface Props {
  chart: RefObject<EChartsType | null>;
  title: string;
  subtitle: string;
  footer: string;
}

/** Saves the chart as a PNG that still says what it is when it stands in a report. */
export function PictureButton({ chart, title, subtitle, footer }: Props) {
  const { t } = useTranslation('explore');
  const palette = usePalette();
  const save = async () => {
    if (!chart.current) return;
    const picture = await loadImage(chart.current.getDataURL({ pixelRatio: SCALE, backgroundColor: palette.surface }));
    const blob = await compose(picture, { title, subtitle, footer }, palette);
    if (blob) saveAs(blob, `${title}.png`);
  };
  return (
    <Button icon={<PictureOutlined />} aria-label={t('png')} onClick={() => void save()}>
      PNG
    </Button>
  );
}

const SCALE = 2;
const MARGIN = 16 * SCALE;
const HEAD = 60 * SCALE;
const FOOT = 28 * SCALE;

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  });
}

/** Title above, facts below, the chart between. */
function compose(picture: HTMLImageElement, words: { title: string; subtitle: string; footer: string }, palette: Palette): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width + 2 * MARGIN;
  canvas.height = picture.height + HEAD + FOOT;
  const pen = canvas.getContext('2d');
  if (!pen) return Promise.resolve(null);
  const font = getComputedStyle(document.body).fontFamily;
  const write = (text: string, y: number, size: number, color: string, weight = 400) => {
    pen.font = `${weight} ${size * SCALE}px ${font}`;
    pen.fillStyle = color;
    pen.fillText(text, MARGIN, y, canvas.width - 2 * MARGIN);
  };
  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  write(words.title, 28 * SCALE, 16, palette.text, 600);
  write(words.subtitle, 48 * SCALE, 12, palette.muted);
  pen.drawImage(picture, MARGIN, HEAD);
  write(words.footer, canvas.height - 10 * SCALE, 11, palette.muted);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
