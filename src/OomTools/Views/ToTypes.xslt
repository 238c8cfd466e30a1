<?xml version="1.0" encoding="utf-8"?>
<!--
  The type data of every output type: CellAdapter (readable cells in Export-Csv), what is shown without a view (Display), and
  the way through CLIXML: deep enough (Depth, 2 if not said), and back to a live object. A view of a type that shows more of it (Type#More) is no type.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- No indentation: the engine reads it at each import, and would carry each blank along. -->
  <xsl:output indent="no" encoding="utf-8" />

  <xsl:template match="/Files">
    <Types>
      <xsl:for-each select="File">
        <xsl:apply-templates select="document(.)/View[not(contains(@Type, '#'))]" />
      </xsl:for-each>
    </Types>
  </xsl:template>

  <xsl:template match="View">
    <Type>
      <Name>OomTools.<xsl:value-of select="@Type" /></Name>
      <Members>
        <MemberSet>
          <Name>PSStandardMembers</Name>
          <Members>
            <xsl:if test="@Display">
              <PropertySet>
                <Name>DefaultDisplayPropertySet</Name>
                <ReferencedProperties>
                  <xsl:call-template name="names">
                    <xsl:with-param name="list" select="concat(normalize-space(@Display), ' ')" />
                  </xsl:call-template>
                </ReferencedProperties>
              </PropertySet>
            </xsl:if>
            <NoteProperty>
              <Name>SerializationDepth</Name>
              <Value><xsl:value-of select="@Depth" /><xsl:if test="not(@Depth)">2</xsl:if></Value>
            </NoteProperty>
          </Members>
        </MemberSet>
      </Members>
      <TypeConverter>
        <TypeName>OomTools.Serialization.OomTypeConverter</TypeName>
      </TypeConverter>
      <TypeAdapter>
        <TypeName>OomTools.Serialization.CellAdapter</TypeName>
      </TypeAdapter>
    </Type>
    <Type>
      <Name>Deserialized.OomTools.<xsl:value-of select="@Type" /></Name>
      <Members>
        <MemberSet>
          <Name>PSStandardMembers</Name>
          <Members>
            <NoteProperty>
              <Name>TargetTypeForDeserialization</Name>
              <Value>OomTools.<xsl:value-of select="@Type" /></Value>
            </NoteProperty>
          </Members>
        </MemberSet>
      </Members>
    </Type>
  </xsl:template>

  <xsl:template name="names">
    <xsl:param name="list" />
    <xsl:if test="$list">
      <Name><xsl:value-of select="substring-before($list, ' ')" /></Name>
      <xsl:call-template name="names">
        <xsl:with-param name="list" select="substring-after($list, ' ')" />
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
