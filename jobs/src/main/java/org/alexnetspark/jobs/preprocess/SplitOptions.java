package org.alexnetspark.jobs.preprocess;

import org.alexnetspark.jobs.cli.FramingConverter;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.job.RejectLimit;
import org.alexnetspark.preprocess.job.SplitSettings;
import picocli.CommandLine.Option;

/** What a split's images and shards are like. */
final class SplitOptions {
  @Option(
      names = "--framing",
      paramLabel = "crop|whole",
      defaultValue = "crop",
      converter = FramingConverter.class,
      description = {
        "What is kept of a photograph whose shorter side has been resized to --size (default: ${DEFAULT-VALUE}).",
        "crop: the central square. whole: all of it, as VGG is trained and tested; train.jar then cuts crops anywhere, and",
        "at other scales. Of one more than 4 times as long as wide, the middle. There is a mean colour, no mean image."
      })
  private Framing framing;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "256",
      converter = Converters.ImageSizes.class,
      description =
          "Side of the images; the shorter side is resized to it (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--encoding",
      paramLabel = "raw|jpeg",
      converter = Converters.Encodings.class,
      description =
          "raw pixels, or JPEG of quality 95: smaller, but decoded every epoch (default: raw; with --framing whole: jpeg).")
  private Encoding encoding;

  @Option(
      names = "--shard-mb",
      paramLabel = "MB",
      defaultValue = "256",
      converter = Converters.ShardMegabytes.class,
      description = "Size of a shard in MiB, more or less (default: ${DEFAULT-VALUE}).")
  private int shardMegabytes;

  @Option(
      names = "--shards-multiple-of",
      paramLabel = "N",
      defaultValue = "1",
      converter = Converters.Workers.class,
      description = {
        "Make the number of shards a multiple of this, such as the number of workers. Shards are made of",
        "equally many photographs, to within one (default: ${DEFAULT-VALUE})."
      })
  private int shardsMultipleOf;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Of the shuffle over the whole split (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--max-rejects",
      paramLabel = "N|P%%",
      defaultValue = "1%",
      converter = Converters.RejectLimits.class,
      description = "Files that may turn out to be no image, in number or percent (default: 1%%).")
  private RejectLimit maxRejects;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "" + ImagePreparer.DEFAULT_MAX_PIXELS,
      converter = Converters.PixelLimits.class,
      description =
          "Photographs that announce more are rejected undecoded (default: ${DEFAULT-VALUE}).")
  private long maxPixels;

  /** What decides the split's bytes, besides the photographs. */
  SplitSettings settings(String split) {
    return new SplitSettings(
        split,
        framing,
        size,
        encoding == null ? Encoding.byDefault(framing) : encoding,
        (long) shardMegabytes << 20,
        shardsMultipleOf,
        seed,
        maxPixels);
  }

  RejectLimit maxRejects() {
    return maxRejects;
  }
}
