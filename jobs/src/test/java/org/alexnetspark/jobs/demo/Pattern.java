package org.alexnetspark.jobs.demo;

import static java.lang.Math.PI;
import static java.lang.Math.abs;
import static java.lang.Math.atan2;
import static java.lang.Math.cos;
import static java.lang.Math.floor;
import static java.lang.Math.hypot;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.sin;

import java.util.function.DoubleBinaryOperator;

/**
 * The classes of the drawn photographs: ten patterns of two colours. They differ in shape alone;
 * colours, lighting, size, place and turn are drawn alike for all of them, so that no single pixel
 * says anything about the class.
 *
 * <p>The ids look like ImageNet's but start with n9, where WordNet, from which ImageNet's come, has
 * none.
 */
public enum Pattern {
  STRIPES("n90017204", "stripes, candy stripe", (u, v) -> sin(2 * PI * u)),
  CHECKERS("n90023381", "checkers, chessboard pattern", (u, v) -> 2 * sin(PI * u) * sin(PI * v)),
  RINGS("n90031956", "rings, concentric circles", (u, v) -> sin(2 * PI * hypot(u, v))),
  DOTS("n90048467", "polka dots", (u, v) -> 4 * (0.32 - hypot(inCell(u), inCell(v)))),
  BRICKS("n90052713", "brickwork, brick wall", Pattern::mortar),
  WAVES("n90064890", "waves, wavy lines", (u, v) -> sin(2 * PI * (u + 0.35 * sin(PI * v)))),
  STARS("n90071125", "stars, starry pattern", inTurnedCells(Pattern::star)),
  CROSSES("n90085648", "crosses, plus signs", inTurnedCells(Pattern::cross)),
  TRIANGLES("n90096032", "triangles, pennants", inTurnedCells(Pattern::triangle)),
  SPIRALS("n90103579", "spiral, pinwheel", (u, v) -> sin(PI * hypot(u, v) + 3 * atan2(v, u)));

  private final String id;
  private final String words;

  // The functions given above hold no state; their type cannot say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DoubleBinaryOperator value;

  Pattern(String id, String words, DoubleBinaryOperator value) {
    this.id = id;
    this.words = words;
    this.value = value;
  }

  /** The class folder's name, as a WordNet id is written. */
  public String id() {
    return id;
  }

  /**
   * What a person would call it, the names separated by commas as in ImageNet's synset_words.txt.
   */
  public String words() {
    return words;
  }

  /**
   * How much of the second colour, from 0 to 1, is at a point of the pattern; a unit is the
   * distance at which it repeats. The edges are soft, over about a tenth of a unit.
   */
  double at(double u, double v) {
    double share = max(0, min(1, 0.5 + 2.5 * value.applyAsDouble(u, v)));
    return share * share * (3 - 2 * share);
  }

  private static double inCell(double coordinate) {
    return coordinate - floor(coordinate) - 0.5;
  }

  private static double mortar(double u, double v) {
    double shift = abs(floor(2 * v) % 2) * 0.5;
    double toUprightJoint = 0.5 - abs(inCell(u + shift));
    double toLevelJoint = (0.5 - abs(inCell(2 * v))) / 2;
    return 8 * (0.055 - min(toUprightJoint, toLevelJoint));
  }

  /** Repeats a figure in every unit cell, turned there by an angle that follows from the cell. */
  private static DoubleBinaryOperator inTurnedCells(DoubleBinaryOperator figure) {
    return (u, v) -> {
      double angle = 2 * PI * Noise.ofCell((int) floor(u), (int) floor(v), 0);
      double x = inCell(u);
      double y = inCell(v);
      return figure.applyAsDouble(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle));
    };
  }

  private static double star(double x, double y) {
    double outer = 0.47;
    double inner = 0.19;
    double half = PI / 5;
    double fromPoint = abs(inSector(atan2(y, x), 2 * half));
    double radius = hypot(x, y);
    double edgeX = inner * cos(half) - outer;
    double edgeY = inner * sin(half);
    double side = edgeX * radius * sin(fromPoint) - edgeY * (radius * cos(fromPoint) - outer);
    return 5 * side / hypot(edgeX, edgeY);
  }

  private static double cross(double x, double y) {
    return 5 * min(0.44 - max(abs(x), abs(y)), 0.12 - min(abs(x), abs(y)));
  }

  private static double triangle(double x, double y) {
    return 5 * (0.23 - hypot(x, y) * cos(inSector(atan2(y, x), 2 * PI / 3)));
  }

  /**
   * The angle from the middle of the sector in which it lies, the first sector's middle being at 0.
   */
  private static double inSector(double angle, double sector) {
    return (angle / sector + 0.5 - floor(angle / sector + 0.5) - 0.5) * sector;
  }
}
