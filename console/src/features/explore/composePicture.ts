import type { LegendItem } from '~/charts/Legend';
import type { Palette } from '~/charts/palette';

/** Pixels of the file per pixel of the screen, so that print stays sharp. */
export const PICTURE_SCALE = 2;

const MARGIN = 16 * PICTURE_SCALE;
const HEAD = 76 * PICTURE_SCALE;
const FOOT = 28 * PICTURE_SCALE;
const SWATCH = 14 * PICTURE_SCALE;

interface Words {
  title: string;
  subtitle: string;
  footer: string;
  legend: LegendItem[];
}

/** A chart with title and legend above and facts below, as a PNG. */
export async function composePicture(chartUrl: string, words: Words, palette: Palette): Promise<Blob | null> {
  const picture = await loadImage(chartUrl);
  const canvas = document.createElement('canvas');
  canvas.width = picture.width + 2 * MARGIN;
  canvas.height = picture.height + HEAD + FOOT;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const font = getComputedStyle(document.body).fontFamily;
  const write = (text: string, x: number, y: number, size: number, color: string, weight = 400) => {
    pen.font = `${weight} ${size * PICTURE_SCALE}px ${font}`;
    pen.fillStyle = color;
    pen.fillText(text, x, y, canvas.width - MARGIN - x);
    return x + pen.measureText(text).width;
  };

  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  write(words.title, MARGIN, 28 * PICTURE_SCALE, 16, palette.text, 600);
  write(words.subtitle, MARGIN, 48 * PICTURE_SCALE, 12, palette.muted);
  let x = MARGIN;
  for (const item of words.legend) {
    drawSwatch(pen, item, x, 64 * PICTURE_SCALE);
    x = write(item.label, x + SWATCH + 12, 68 * PICTURE_SCALE, 11, palette.muted) + MARGIN;
  }
  pen.drawImage(picture, MARGIN, HEAD);
  write(words.footer, MARGIN, canvas.height - 10 * PICTURE_SCALE, 11, palette.muted);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  });
}

/** A mark of the legend, its middle at `y`. */
function drawSwatch(pen: CanvasRenderingContext2D, { color, shape }: LegendItem, x: number, y: number) {
  pen.fillStyle = color;
  pen.strokeStyle = color;
  pen.lineWidth = 2 * PICTURE_SCALE;
  pen.setLineDash(shape === 'dashed' ? [8, 6] : []);
  pen.globalAlpha = shape === 'faint' ? 0.5 : 1;
  if (shape === 'bar' || shape === 'faint') {
    pen.fillRect(x, y - SWATCH / 3, SWATCH, (SWATCH * 2) / 3);
  } else if (shape === 'triangle') {
    pen.beginPath();
    pen.moveTo(x, y - SWATCH / 3);
    pen.lineTo(x + SWATCH, y - SWATCH / 3);
    pen.lineTo(x + SWATCH / 2, y + SWATCH / 3);
    pen.fill();
  } else {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + SWATCH, y);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}
