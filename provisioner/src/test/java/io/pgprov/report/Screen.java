package io.pgprov.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A small terminal for tests: carriage return, line feed, cursor up, erase below, wrap and cursor modes. It fails on anything
/// else, and on a cursor that would leave the screen at the top.
final class Screen {

    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??)(\\d*)([A-Za-z])");

    private final int columns;
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean wrap = true;
    private boolean cursor = true;

    Screen(int columns) {
        this.columns = columns;
    }

    void print(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\u001b') {
                Matcher sequence = SEQUENCE.matcher(text).region(at, text.length());
                if (!sequence.lookingAt()) {
                    throw new IllegalStateException("unknown sequence at " + at);
                }
                obey(sequence.group(1) + sequence.group(2) + sequence.group(3));
                at = sequence.end();
            } else {
                put(c);
                at++;
            }
        }
    }

    List<String> lines() {
        return lines.stream().map(StringBuilder::toString).filter(l -> !l.isEmpty()).toList();
    }

    boolean restored() {
        return wrap && cursor && column == 0;
    }

    private void put(char c) {
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            }
            default -> {
                if (column >= columns) {
                    if (!wrap) {
                        return;
                    }
                    put('\n');
                }
                StringBuilder line = lines.get(row);
                line.setLength(Math.max(line.length(), column));
                line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
                column++;
            }
        }
    }

    private void obey(String sequence) {
        switch (sequence) {
            case "?25l" -> cursor = false;
            case "?25h" -> cursor = true;
            case "?7l" -> wrap = false;
            case "?7h" -> wrap = true;
            case "J" -> {
                lines.get(row).setLength(column);
                lines.subList(row + 1, lines.size()).clear();
            }
            default -> {
                if (sequence.endsWith("A")) {
                    row -= Integer.parseInt(sequence.substring(0, sequence.length() - 1));
                    if (row < 0) {
                        throw new IllegalStateException("cursor above the screen");
                    }
                } else if (!sequence.endsWith("m")) {
                    throw new IllegalStateException("unknown sequence " + sequence);
                }
            }
        }
    }
}
