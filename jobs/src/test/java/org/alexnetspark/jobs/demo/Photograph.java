package org.alexnetspark.jobs.demo;

import static java.lang.Math.PI;
import static java.lang.Math.cos;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.sin;
import static java.lang.Math.sqrt;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.SplittableRandom;

/**
 * Draws one photograph-like picture: a patterned thing of uneven outline on a textured ground with
 * clutter, under uneven light, with a camera's noise. Everything but the pattern is drawn from the
 * same distributions for every class.
 */
final class Photograph {

  private static final double LEAST_CONTRAST = 0.28;

  private final Pattern pattern;
  private final SplittableRandom random;
  private final int width;
  private final int height;
  private final int shorterSide;
  private final float[] pixels;

  private Photograph(Pattern pattern, SplittableRandom random) {
    this.pattern = pattern;
    this.random = random;
    boolean small = chance(0.06);
    this.shorterSide = small ? random.nextInt(140, 250) : random.nextInt(257, 360);
    double aspect = chance(0.15) ? 1 : chance(0.05) ? between(1.8, 2.4) : between(1.15, 1.6);
    int longerSide = (int) Math.round(shorterSide * aspect);
    boolean portrait = chance(0.35);
    this.width = portrait ? shorterSide : longerSide;
    this.height = portrait ? longerSide : shorterSide;
    this.pixels = new float[3 * width * height];
  }

  /** Draws a picture of the pattern; the same seed gives the same picture. */
  static BufferedImage draw(Pattern pattern, long seed) {
    Photograph photograph = new Photograph(pattern, new SplittableRandom(seed));
    photograph.ground();
    photograph.clutter();
    photograph.thing();
    photograph.light();
    return photograph.exposed();
  }

  private void ground() {
    float[] near = color();
    float[] far = color();
    double angle = between(0, 2 * PI);
    double grain = between(8, 60);
    double roughness = between(0.05, 0.3);
    int seed = random.nextInt();
    double rightward = cos(angle);
    double downward = sin(angle);
    for (int y = 0; y < height; y++) {
      double noise = 0;
      for (int x = 0; x < width; x++) {
        // The ground is out of focus: every second pixel is enough.
        if (x % 2 == 0) {
          noise = roughness * Noise.fractal(x / grain, y / grain, 3, seed);
        }
        double along =
            (x / (double) width - 0.5) * rightward + (y / (double) height - 0.5) * downward;
        double share = max(0, min(1, along + 0.5 + noise));
        for (int channel = 0; channel < 3; channel++) {
          pixels[3 * (y * width + x) + channel] =
              (float) (Noise.mix(near[channel], far[channel], share) + noise / 2);
        }
      }
    }
  }

  /** A few blurred things of one colour each: what is in a picture besides its subject. */
  private void clutter() {
    int things = random.nextInt(3, 8);
    for (int thing = 0; thing < things; thing++) {
      float[] color = color();
      Outline outline =
          new Outline(
              between(0, width), between(0, height), shorterSide * between(0.05, 0.22), 0.5);
      double softness = between(0.03, 0.4);
      outline.fill(softness, (x, y, share) -> blend(x, y, color, share * 0.9));
    }
  }

  private void thing() {
    float[] first = color();
    float[] second = color();
    while (contrast(first, second) < LEAST_CONTRAST) {
      second = color();
    }
    float[] secondColor = second;
    double reach = shorterSide * 0.1;
    double centerX = width / 2.0 + between(-reach, reach);
    double centerY = height / 2.0 + between(-reach, reach);
    double radius = shorterSide * between(0.36, 0.56);
    Outline outline = new Outline(centerX, centerY, radius, 0.22);

    double shadow = radius * 0.08;
    outline
        .movedBy(shadow, shadow)
        .fill(0.15, (x, y, share) -> blend(x, y, new float[] {0, 0, 0}, 0.45 * share));

    double unit = shorterSide * between(0.13, 0.24);
    double angle = between(0, 2 * PI);
    double cosine = cos(angle);
    double sine = sin(angle);
    double stretch = between(0.85, 1.18);
    double offsetU = between(-0.5, 0.5);
    double offsetV = between(-0.5, 0.5);
    double warp = between(0, 0.25);
    double wear = between(0.02, 0.12);
    int seed = random.nextInt();
    outline.fill(
        0.02,
        (x, y, share) -> {
          double alongX = (x - centerX) / unit * stretch;
          double alongY = (y - centerY) / unit / stretch;
          double bend = warp * Noise.smooth(alongX / 2.5, alongY / 2.5, seed);
          double u = alongX * cosine - alongY * sine + offsetU + bend;
          double v = alongX * sine + alongY * cosine + offsetV + bend;
          double ofSecond = pattern.at(u, v);
          double stain = wear * Noise.fractal(x / 12.0, y / 12.0, 2, seed);
          float[] color = new float[3];
          for (int channel = 0; channel < 3; channel++) {
            color[channel] =
                (float) (Noise.mix(first[channel], secondColor[channel], ofSecond) + stain);
          }
          blend(x, y, color, share);
        });
  }

  /** Light from one side, and the darker corners of a lens. */
  private void light() {
    double angle = between(0, 2 * PI);
    double slope = between(0, 0.7);
    double rightward = slope * cos(angle);
    double downward = slope * sin(angle);
    double vignette = between(0, 0.5);
    double exposure = between(0.75, 1.2);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromCenterX = (double) x / width - 0.5;
        double fromCenterY = (double) y / height - 0.5;
        double side = rightward * fromCenterX + downward * fromCenterY;
        double corner = vignette * (fromCenterX * fromCenterX + fromCenterY * fromCenterY);
        double light = exposure * (1 + side - corner);
        for (int channel = 0; channel < 3; channel++) {
          pixels[3 * (y * width + x) + channel] *= (float) light;
        }
      }
    }
  }

  /** Adds the sensor's noise and rounds to 8 bits; some pictures are black and white. */
  private BufferedImage exposed() {
    boolean gray = chance(0.05);
    double noise = between(1, 7) / 255;
    BufferedImage image =
        new BufferedImage(
            width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    byte[] levels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int pixel = 0; pixel < width * height; pixel++) {
      float red = pixels[3 * pixel];
      float green = pixels[3 * pixel + 1];
      float blue = pixels[3 * pixel + 2];
      if (gray) {
        levels[pixel] = level(brightness(red, green, blue), noise);
      } else {
        levels[3 * pixel] = level(blue, noise);
        levels[3 * pixel + 1] = level(green, noise);
        levels[3 * pixel + 2] = level(red, noise);
      }
    }
    return image;
  }

  private byte level(double value, double noise) {
    // Two uniform numbers add up to a triangle, near enough to a sensor's noise and faster than a
    // Gaussian.
    long bits = random.nextLong();
    double grain = noise * ((int) (bits >> 32) * 0x1p-31 + (int) bits * 0x1p-31);
    return (byte) (int) max(0, min(255, 255 * (value + grain) + 0.5));
  }

  private void blend(int x, int y, float[] color, double share) {
    int first = 3 * (y * width + x);
    for (int channel = 0; channel < 3; channel++) {
      pixels[first + channel] = (float) Noise.mix(pixels[first + channel], color[channel], share);
    }
  }

  private float[] color() {
    int rgb =
        Color.HSBtoRGB(
            (float) random.nextDouble(), (float) between(0, 0.75), (float) between(0.15, 0.95));
    return new Color(rgb).getRGBColorComponents(null);
  }

  private static double brightness(float red, float green, float blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }

  private static double contrast(float[] first, float[] second) {
    return Math.abs(
        brightness(first[0], first[1], first[2]) - brightness(second[0], second[1], second[2]));
  }

  private double between(double from, double to) {
    return random.nextDouble(from, to);
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** What to do with a pixel of which a share lies within an outline. */
  private interface Stroke {
    void at(int x, int y, double share);
  }

  /**
   * A round outline with bulges: at an angle t its radius is 1 plus a sum of sines and cosines of
   * 2t, 3t and so on, which need no trigonometry from a point's coordinates.
   */
  private final class Outline {
    private static final int BULGES = 4;

    private final double centerX;
    private final double centerY;
    private final double radius;
    private final double[] cosines;
    private final double[] sines;
    private final double largest;

    Outline(double centerX, double centerY, double radius, double unevenness) {
      this.centerX = centerX;
      this.centerY = centerY;
      this.radius = radius;
      this.cosines = new double[BULGES];
      this.sines = new double[BULGES];
      double sum = 1;
      for (int bulge = 0; bulge < BULGES; bulge++) {
        double size = between(0, unevenness) / (bulge + 1);
        double angle = between(0, 2 * PI);
        cosines[bulge] = size * cos(angle);
        sines[bulge] = size * sin(angle);
        sum += size;
      }
      this.largest = sum;
    }

    private Outline(Outline shape, double right, double down) {
      this.centerX = shape.centerX + right;
      this.centerY = shape.centerY + down;
      this.radius = shape.radius;
      this.cosines = shape.cosines;
      this.sines = shape.sines;
      this.largest = shape.largest;
    }

    Outline movedBy(double right, double down) {
      return new Outline(this, right, down);
    }

    /** Strokes every pixel that lies inside; the edge fades over a share of the radius. */
    void fill(double softness, Stroke stroke) {
      double reach = radius * largest;
      int top = (int) max(0, centerY - reach);
      int bottom = (int) min(height - 1.0, centerY + reach);
      int left = (int) max(0, centerX - reach);
      int right = (int) min(width - 1.0, centerX + reach);
      for (int y = top; y <= bottom; y++) {
        for (int x = left; x <= right; x++) {
          double depth = depth((x - centerX) / radius, (y - centerY) / radius);
          if (depth > 0) {
            stroke.at(x, y, min(1, depth / softness));
          }
        }
      }
    }

    /** How far inside a point lies, as a share of the radius; negative outside. */
    private double depth(double fromCenterX, double fromCenterY) {
      double distance = sqrt(fromCenterX * fromCenterX + fromCenterY * fromCenterY);
      if (distance >= largest || distance == 0) {
        return largest - 2 * distance;
      }
      double cosine = fromCenterX / distance;
      double sine = fromCenterY / distance;
      double cosineOfMultiple = cosine;
      double sineOfMultiple = sine;
      double edge = 1;
      for (int bulge = 0; bulge < BULGES; bulge++) {
        double next = cosineOfMultiple * cosine - sineOfMultiple * sine;
        sineOfMultiple = sineOfMultiple * cosine + cosineOfMultiple * sine;
        cosineOfMultiple = next;
        edge += cosines[bulge] * cosineOfMultiple + sines[bulge] * sineOfMultiple;
      }
      return edge - distance;
    }
  }
}
