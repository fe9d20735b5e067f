package org.alexnetspark.jobs.page;

/** A class's name and its probability, from 0 to 1. */
public record NamedGuess(String name, double probability) {}
