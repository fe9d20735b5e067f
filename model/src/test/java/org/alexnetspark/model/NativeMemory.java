package org.alexnetspark.model;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** What this process has of memory outside the Java heap. */
final class NativeMemory {

  private NativeMemory() {}

  /**
   * A moment's use.
   *
   * @param pointers native objects that Java knows of
   * @param bytes in use in the C library's heap, whoever asked for them
   */
  record Use(long pointers, long bytes) {}

  static Use use() {
    Information information =
        (Information)
            NativeLibrary.getProcess()
                .getFunction("mallinfo2")
                .invoke(Information.class, new Object[0]);
    return new Use(Pointer.totalCount(), information.uordblks + information.hblkhd);
  }

  /** struct mallinfo2 of glibc: sizes in bytes. */
  public static final class Information extends Structure implements Structure.ByValue {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;

    @Override
    protected List<String> getFieldOrder() {
      return List.of(
          "arena",
          "ordblks",
          "smblks",
          "hblks",
          "hblkhd",
          "usmblks",
          "fsmblks",
          "uordblks",
          "fordblks",
          "keepcost");
    }
  }
}
